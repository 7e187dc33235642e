// Adds one box that ticks every row of the page; without it each row is ticked by hand.
const boxes = [...document.querySelectorAll('input[name="pk"][form="bulk"]')];
const place = document.querySelector("#bulk [data-all-on-page]");
if (place && boxes.length) {
  const label = document.createElement("label");
  const all = document.createElement("input");
  all.type = "checkbox";
  label.append(all, " ", place.dataset.allOnPage);
  place.append(label);
  const told = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", told));
  told();
}
