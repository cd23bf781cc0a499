/* What the theme's script leaves out for those who use the keyboard or a screen reader. */
(() => {
  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");

  /* A part of the menu that has a page of its own is named by an empty label. */
  for (const part of document.querySelectorAll("nav.md-nav[aria-labelledby]")) {
    const name = part.querySelector(".md-nav__title")?.textContent.trim();
    if (document.getElementById(part.getAttribute("aria-labelledby"))?.textContent.trim() || !name) continue;
    part.removeAttribute("aria-labelledby");
    part.setAttribute("aria-label", name);
  }

  /* What is wider than the page is scrolled by the arrow keys once it can be focused. */
  const widths = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  const SCROLLED = ".md-typeset__scrollwrap, .md-typeset pre > code";
  function mend() {
    document.querySelectorAll(SCROLLED).forEach((element) => widths.observe(element));
    document.querySelectorAll(".md-code__nav").forEach((buttons) => buttons.setAttribute("role", "none"));
  }

  /* The theme wraps tables, and puts buttons beside code, later than this runs. */
  const article = document.querySelector(".md-content");
  if (article) new MutationObserver(mend).observe(article, { childList: true, subtree: true });
  mend();
})();
