"""The elements and classes of pages in HTML."""

from __future__ import annotations

OPAQUE = frozenset({"button", "footer", "head", "nav", "noscript", "select", "style", "svg", "template", "textarea"})
"""Elements that hold no text of the page."""

RENDERED = frozenset(
    {
        *("MJX_Assistive_MathML", "MathJax", "MathJax_Display", "MathJax_Preview", "MathJax_SVG", "katex-html"),
        *("mwe-math-fallback-image-display", "mwe-math-fallback-image-inline"),
        *("anchor-link", "gutter", "headerlink", "line-numbers-rows", "lineno", "linenos"),
    }
)
"""Classes of elements that show again what stands beside them, or no more than a link or the number of a line."""

BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure form header
    hr html main ol p pre section summary table tbody tfoot thead tr ul""".split()  # noqa: SIM905
)
"""Elements that stand on lines of their own."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
