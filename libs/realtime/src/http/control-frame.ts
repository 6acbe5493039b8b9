import type { Access, Bye, ControlFrame, Gap, Heartbeat, Ready } from '@bellhop/protocol';

interface ControlData {
  ready: Ready;
  gap: Gap;
  access: Access;
  bye: Bye;
  heartbeat: Heartbeat;
}

/**
 * Formats a control frame as SSE text.
 * @param id moves the client's `Last-Event-ID`; if absent, it stays unchanged
 */
export function controlFrame<K extends ControlFrame & keyof ControlData>(
  event: K,
  data: ControlData[K],
  id?: string,
): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
