// How the impact report looks: on a phone of 360 pixels, on a desk, and on paper. Fonts of the reader's machine only.

/** The page's style sheet. Holds none of the signs that markup would have to escape. */
export const styles = `
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1b2429; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.5rem 0 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; border-bottom: 2px solid #0b4f6c; }
.period { margin: 0.25rem 0 0; color: #46535b; }
.warning { border-left: 0.4rem solid #b3261e; background: #fbeceb; padding: 0.6rem 0.8rem; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.6rem; margin: 0; }
dl div { border: 1px solid #c4ccd1; border-radius: 0.3rem; padding: 0.4rem 0.6rem; }
dt { font-size: 0.85rem; color: #46535b; }
dd { margin: 0; font-size: 1.3rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
figure { margin: 0 0 1rem; }
svg { display: block; width: 100%; max-width: 34rem; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: #1b2429; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: 0.85rem; color: #46535b; padding-bottom: 0.3rem; }
th, td { text-align: right; padding: 0.25rem 0.5rem; border-bottom: 1px solid #c4ccd1; vertical-align: top; }
th[scope=row], thead th:first-child { text-align: left; font-weight: 600; }
thead th { vertical-align: bottom; }
tbody th { min-width: 8rem; overflow-wrap: break-word; }
.reason { color: #46535b; font-style: italic; text-align: left; }
footer { margin-top: 2rem; color: #46535b; font-size: 0.85rem; }
@media print {
  main { max-width: none; padding: 0; }
  section, figure, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
