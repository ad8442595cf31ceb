// Adds the reader's own time where a page tells that of the site: <time datetime="…+00:00" data-local="Your time: #">.
// Pages that are kept are the same for everybody, so only the reader's browser can know it.
const page = document.documentElement.lang;
const language = page === "en" ? "en-GB" : `${page}-u-nu-latn`;
const style = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };

// Minutes ahead of UTC in what the page says, such as 345 for +05:45.
function told(text) {
  const [, sign, hours, minutes] = text.match(/([+-])(\d\d):(\d\d)$/) || [];
  return sign ? Number(`${sign}1`) * (60 * hours + Number(minutes)) : NaN;
}

for (const time of document.querySelectorAll("time[data-local]")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.valueOf()) || told(time.dateTime) === -at.getTimezoneOffset()) continue;
  const own = Object.assign(document.createElement("span"), { className: "small soft local-time" });
  own.textContent = time.dataset.local.replace("#", new Intl.DateTimeFormat(language, style).format(at));
  time.after(" ", own);
}
