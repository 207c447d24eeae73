(function () {
  "use strict";
  var body = document.querySelector(".units tbody"), rows = [].slice.call(body.rows);
  var find = document.getElementById("find"), left = document.getElementById("left");
  var words = new Map(rows.map(function (row) { return [row, (row.textContent + " " + row.dataset.rules).toLowerCase()]; }));
  function filter() {
    var text = find.value.trim().toLowerCase(), count = 0;
    rows.forEach(function (row) {
      row.hidden = text !== "" && words.get(row).indexOf(text) < 0;
      if (!row.hidden) { count += 1; }
    });
    left.textContent = text === "" ? "" : count + " / " + rows.length;
  }
  find.addEventListener("input", filter);
  find.form.addEventListener("submit", function (event) { event.preventDefault(); });
  [].forEach.call(document.querySelectorAll("button[data-rule]"), function (button) {
    button.addEventListener("click", function () { find.value = button.dataset.rule; filter(); find.scrollIntoView(); });
  });
  var heads = [].slice.call(document.querySelectorAll(".units th[aria-sort]"));
  heads.forEach(function (head, at) {
    head.querySelector("button").addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") !== "descending";
      heads.forEach(function (other) { other.setAttribute("aria-sort", "none"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort(function (one, other) {
        var a = one.cells[at].textContent, b = other.cells[at].textContent;
        var order = at === 0 ? a.localeCompare(b, "zh") : Number(a) - Number(b);
        return down ? -order : order;
      });
      rows.forEach(function (row) { body.appendChild(row); });
    });
  });
})();
