const fault = document.getElementById("fault"), kind = document.getElementById("kind");
const words = document.getElementById("words"), shown = document.getElementById("shown");
const all = [...document.querySelectorAll("details[data-faults]")];
function filter() {
  const wanted = words.value.toLowerCase();
  let count = 0;
  for (const each of all) {
    const fits = (!fault.value || each.dataset.faults.split("|").includes(fault.value))
      && (!kind.value || each.dataset.kind === kind.value)
      && (!wanted || each.textContent.toLowerCase().includes(wanted));
    each.hidden = !fits;
    count += fits;
  }
  shown.value = `${count} of ${all.length}`;
}
if (fault) { for (const each of [fault, kind, words]) each.addEventListener("input", filter); filter(); }
