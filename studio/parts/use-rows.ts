import { elementScroll, observeElementOffset, observeElementRect, type VirtualItem, Virtualizer } from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

/** Rows above and below what is in sight, so that scrolling meets photos that are there already. */
const overscan = 4;

/** How a list lies in rows, and which of them are in sight. */
export interface Rows {
  readonly columns: number;
  /** The side of a cell, in pixels. */
  readonly cell: number;
  readonly rows: { readonly items: readonly VirtualItem[]; readonly total: number };
  /** Of what is in sight, in pixels. */
  readonly height: number;
  /** Scrolls so that an item is in sight. */
  readonly show: (at: number) => void;
}

/** Lays `count` square cells of about `size` pixels in rows as wide as the scroller; the row with `active` is always there. */
export function useRows({
  scroller,
  count,
  size,
  gap,
  active,
}: {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly size: number;
  readonly gap: number;
  readonly active: number;
}): Rows {
  const [, rerender] = useReducer((times: number, _: undefined) => times + 1, 0);
  const [space, setSpace] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      const style = getComputedStyle(element);
      const width = element.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      setSpace((old) => (old.width === width && old.height === element.clientHeight ? old : { width, height: element.clientHeight }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  const columns = Math.max(2, Math.round((space.width + gap) / (size + gap)));
  const cell = Math.max(1, Math.floor((space.width - gap * (columns - 1)) / columns));
  const activeRow = Math.floor(active / columns);
  const options = {
    count: space.width === 0 ? 0 : Math.ceil(count / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => cell,
    gap,
    overscan,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => rerender(undefined),
    rangeExtractor: ({ startIndex, endIndex, count: rowCount }: { startIndex: number; endIndex: number; count: number }) => {
      const from = Math.max(0, startIndex - overscan);
      const to = Math.min(rowCount - 1, endIndex + overscan);
      const range = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
      if (activeRow >= 0 && activeRow < rowCount && (activeRow < from || activeRow > to)) range.push(activeRow);
      return range.sort((a, b) => a - b);
    },
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]); // as the package's own adapters do
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, cell]);
  return {
    columns,
    cell,
    rows: { items: virtualizer.getVirtualItems(), total: virtualizer.getTotalSize() },
    height: space.height,
    show: (at) => virtualizer.scrollToIndex(Math.floor(at / columns), { align: 'auto' }),
  };
}
