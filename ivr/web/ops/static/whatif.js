// A click in the week asks about that very quarter of an hour; without this, about the beginning of the stretch.
const HOUR = 40, LEFT = 100, QUARTER = 15;

for (const link of document.querySelectorAll(".timeline .stretch")) {
  link.addEventListener("click", (event) => {
    if (event.detail === 0) return; // by keyboard: the beginning
    const svg = link.ownerSVGElement;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const minutes = Math.floor(((point.x - LEFT) / HOUR) * 60 / QUARTER) * QUARTER;
    const url = new URL(link.getAttribute("href"), location.href);
    const day = url.searchParams.get("at").slice(0, 10);
    const two = (number) => String(number).padStart(2, "0");
    const inDay = Math.min(Math.max(minutes, 0), 24 * 60 - QUARTER);
    url.searchParams.set("at", `${day}T${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`);
    event.preventDefault();
    location.assign(url);
  });
}
