// Rows of which only those are drawn that can be seen: thousands cost what thirty do.

const SPARE = 8; // rows drawn above and below

// new Windowed(scroller, { height: 32, draw(first, last) }): `draw` is told which rows are to be there.
export class Windowed {
  constructor(scroller, { height, draw, head = 0 }) {
    this.scroller = scroller;
    this.height = height;
    this.head = head; // pixels of what stays above the rows
    this.draw = draw;
    this.count = 0;
    this.shown = [-1, -1];
    scroller.addEventListener("scroll", () => this.refresh(), { passive: true });
    new ResizeObserver(() => this.refresh()).observe(scroller);
  }

  reset(count) {
    this.count = count;
    this.refresh(true);
  }

  refresh(isForced = false) {
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / this.height) - SPARE);
    const fitting = Math.ceil((this.scroller.clientHeight || 600) / this.height);
    const last = Math.min(this.count, first + fitting + 2 * SPARE);
    if (!isForced && first === this.shown[0] && last === this.shown[1]) return;
    this.shown = [first, last];
    this.draw(first, last);
  }

  // Scroll so that a row can be seen.
  show(index) {
    const top = index * this.height;
    const room = this.scroller.clientHeight - this.head;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + this.height > this.scroller.scrollTop + room) this.scroller.scrollTop = top + this.height - room;
    this.refresh();
  }
}
