// Keys of the presentation. Without this file the links on the slide do the same.
const PLACES = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
  ArrowLeft: "prev", ArrowUp: "prev", PageUp: "prev",
  Home: "first", End: "last", Escape: "up",
};

document.addEventListener("keydown", (event) => {
  const place = PLACES[event.key];
  if (!place || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = document.querySelector(`[rel="${place}"]`);
  if (!link) return;
  event.preventDefault();
  window.location.assign(link.href);
});
