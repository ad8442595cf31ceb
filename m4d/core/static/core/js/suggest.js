// Suggestions while a search is typed: <input data-suggest="/fr/search/suggest/">.
// The address answers ?q= with {"suggestions": [{"title": …, "language": …}, …]}. Without script the search works as ever.
const WAIT = 250;

function suggest(box) {
  const list = Object.assign(document.createElement("datalist"), { id: `${box.id || box.name}-suggestions` });
  let timer, running, asked = "";
  box.after(list);
  box.setAttribute("list", list.id);

  const option = ({ title, language }) => Object.assign(document.createElement("option"), { value: title, lang: language || "" });

  async function ask() {
    const text = box.value.trim();
    if (text.length < 2 || text === asked) return;
    asked = text;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text.slice(0, 80))}`, { signal: running.signal });
      if (answer.ok) list.replaceChildren(...(await answer.json()).suggestions.slice(0, 8).map(option));
    } catch { /* a newer question, or no connection */ }
  }

  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
}

if (!navigator.connection?.saveData) for (const box of document.querySelectorAll("input[data-suggest]")) suggest(box);
