/** Faults by their code, where the page says them in words of its own. English needs few: the server speaks it. */
export const problems: Readonly<Partial<Record<string, { readonly message: string; readonly hint?: string }>>> = {};
