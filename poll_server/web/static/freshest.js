/**
 * Whether snapshot `next` replaces `last`. Another epoch always does (Redis was rolled back or the
 * poll began anew); an older version never does. The same version may: people came or went.
 */
export function replaces(last, next) {
  return last === null || next.epoch !== last.epoch || next.version >= last.version;
}
