"use strict";
const byId = (id) => document.getElementById(id);
let shownPdf = "";

new EventSource("/events").addEventListener("message", (event) => {
  const view = JSON.parse(event.data);
  const state = byId("state");
  state.dataset.state = view.state;
  state.dataset.version = view.version;
  state.textContent = view.version === 0 ? "building…"
    : view.state === "failed" ? "cannot be built; the last good pages are shown"
    : view.state === "setting" ? "the book is new, the pages are being set…"
    : `${view.pages} pages, built in ${view.seconds} s`;
  showProblems(view.problems);
  if (view.pages && view.pdf !== shownPdf) showPages(view);
  showBook(view.documents);
});

function showProblems(problems) {
  byId("problems").replaceChildren(...problems.map((problem) => {
    const item = document.createElement("li");
    item.className = problem.severity;
    const link = problem.path ? document.createElement("a") : item;
    link.textContent = problem.text;
    if (problem.path) {
      link.href = `/source?path=${encodeURIComponent(problem.path)}#L${problem.line || 1}`;
      link.target = "source";
      item.append(link);
    }
    return item;
  }));
}

// The page one looks at comes first. A picture is loaded before it replaces the old one, so that
// nothing jumps or flickers.
async function showPages(view) {
  shownPdf = view.pdf;
  const pane = byId("pages");
  const edge = pane.getBoundingClientRect().top;
  const seen = [...pane.children].findIndex((page) => page.getBoundingClientRect().bottom > edge);
  const first = Math.min(Math.max(seen, 0), Math.max(view.pages - 1, 0));
  while (pane.children.length < view.pages) pane.append(new Image());
  for (let step = 0; step < view.pages; step++) {
    const at = (first + step) % view.pages;
    const image = new Image();
    image.alt = `Page ${at + 1}`;
    image.src = `/page/${at + 1}.png?${view.pdf}`;
    await image.decode().catch(() => {});
    if (view.pdf !== shownPdf) return;
    const top = pane.scrollTop;
    pane.children[at].replaceWith(image);
    pane.scrollTop = top;
  }
  while (pane.children.length > view.pages) pane.lastChild.remove();
  pane.dataset.pdf = view.pdf;
}

function showBook(documents) {
  const pane = byId("book");
  const old = new Map([...pane.children].map((frame) => [frame.dataset.path, frame]));
  const top = pane.scrollTop;
  documents.forEach(({ path, mark }, at) => {
    const frame = old.get(path) || newFrame(path);
    old.delete(path);
    if (pane.children[at] !== frame) pane.insertBefore(frame, pane.children[at] || null);
    if (frame.dataset.mark !== mark) {
      frame.dataset.mark = mark;
      frame.src = `/book/${path}?${mark}`;
    }
  });
  old.forEach((frame) => frame.remove());
  pane.scrollTop = top;
}

function newFrame(path) {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-same-origin";
  frame.title = path;
  frame.dataset.path = path;
  frame.style.height = "20rem";
  frame.addEventListener("load", () => {
    const pane = byId("book");
    const top = pane.scrollTop;
    const root = frame.contentDocument && frame.contentDocument.documentElement;
    if (root) frame.style.height = `${root.scrollHeight + 8}px`;
    pane.scrollTop = top;
  });
  return frame;
}
