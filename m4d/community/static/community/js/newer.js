// New replies appear below the last one while somebody reads: asked for every half minute, only while the page is seen.
// <p data-newer="/en/topics/12/newer/?after=" data-words="# new replies" role="status"> stands after the thread.
const EVERY = 30000;

for (const told of document.querySelectorAll("[data-newer]")) {
  const list = document.getElementById("community-thread");
  const last = () => Math.max(0, ...[...list.querySelectorAll("[data-number]")].map((row) => Number(row.dataset.number)));
  let number = 0;
  const ask = async () => {
    if (document.hidden || !list) return;
    try {
      const answer = await fetch(told.dataset.newer + last(), { headers: { "HX-Request": "true" } });
      if (answer.status !== 200) return;
      const page = document.createElement("template");
      page.innerHTML = await answer.text();
      const rows = [...page.content.children].filter((row) => !document.getElementById(row.id || "-"));
      number += rows.length;
      if (rows.length) { list.append(...rows); told.textContent = told.dataset.words.replace("#", number); }
    } catch { /* no connection: asked again later */ }
  };
  setInterval(ask, EVERY);
}
