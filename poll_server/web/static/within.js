// A request that takes longer than this is as good as none.
const REQUEST_MS = 8000;

/**
 * What `act` comes to; the signal it is given aborts its request when its time is over.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} act
 */
export async function withinTime(act) {
  // Not AbortSignal.timeout: Safari 15 does not have it.
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), REQUEST_MS);
  try {
    return await act(patience.signal);
  } finally {
    clearTimeout(timer);
  }
}
