// Files dropped on the controls that take them.

/** Takes the files that are dropped on `zone`. */
export function acceptDrops(zone: HTMLElement, take: (files: readonly File[]) => void): void {
  const mark = (over: boolean) => zone.classList.toggle("is-over", over);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    event.stopPropagation();
    mark(true);
  });
  zone.addEventListener("dragleave", ({ relatedTarget }) =>
    mark(relatedTarget instanceof Node && zone.contains(relatedTarget)),
  );
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) take(files);
  });
}

/** A file that misses its control must not replace the page. */
export function refuseOtherDrops(): void {
  addEventListener("dragover", (event) => {
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
  });
  addEventListener("drop", (event) => event.preventDefault());
}
