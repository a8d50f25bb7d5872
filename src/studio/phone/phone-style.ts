/** The style of the phone's page: large things to touch, light and dark as the phone is. */
export const phoneStyle = `
:root { color-scheme: light dark; --ground: #fbfaf8; --ink: #1d1c1a; --quiet: #5d5a55; --edge: #8d8982; --main: #1c5fa8; --on-main: #fff; --bad: #a3261b; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #191816; --ink: #f0ede8; --quiet: #b3aea6; --edge: #7d786f; --main: #86b7f0; --on-main: #10233a; --bad: #ff9d91; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 32rem; margin: 0 auto; padding: max(1.5rem, env(safe-area-inset-top)) max(1.25rem, env(safe-area-inset-right)) 2rem max(1.25rem, env(safe-area-inset-left)); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance; }
p { margin: 0 0 1rem; }
.quiet { color: var(--quiet); }
.button { display: flex; align-items: center; justify-content: center; position: relative; width: 100%; min-height: 4rem; margin: 0 0 1rem; padding: .75rem 1rem; border: 2px solid var(--edge); border-radius: .875rem; background: none; color: inherit; font: inherit; font-size: 1.1875rem; font-weight: 600; cursor: pointer; touch-action: manipulation; }
.button.main { background: var(--main); border-color: var(--main); color: var(--on-main); min-height: 5.5rem; }
.button input { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer; font-size: 0; }
.button:focus-within, .button:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
.arrived { margin: 1.5rem 0 .25rem; font-size: 1.375rem; font-weight: 600; font-variant-numeric: tabular-nums; }
progress { width: 100%; height: .75rem; accent-color: var(--main); }
#trouble { color: var(--bad); margin-top: 1.5rem; }
#trouble p { font-weight: 600; margin-bottom: .25rem; }
#list { margin: 0 0 1rem; padding-inline-start: 1.25rem; overflow-wrap: anywhere; }
[hidden] { display: none !important; }
`;
