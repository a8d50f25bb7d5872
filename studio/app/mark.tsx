/** Graft's mark: a twig on a stem. */
export function Mark() {
  return (
    <svg class="app-mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M16 27V15M16 19c0-5 3-8 8-9M16 15c0-4-2.5-7-7-8" />
      <circle cx="24" cy="10" r="2.600" />
    </svg>
  );
}
