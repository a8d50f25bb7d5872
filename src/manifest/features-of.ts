/** The name in a model's graph of what the head reads of a cut: float32 [batch, width]. */
export const featuresOf = (cut: { readonly name: string }): string => `features:${cut.name}`;
