import type { Disposable } from './event.ts';

/** Owns disposables and ends them together, the last added first; what is added later ends at once. */
export class DisposableStore implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  /** Registers a clean-up that is not an object. */
  onDispose(action: () => void): void {
    this.add({ dispose: action });
  }

  dispose(): void {
    this.#disposed = true;
    const items = this.#items.reverse();
    this.#items = [];
    for (const item of items) item.dispose();
  }
}
