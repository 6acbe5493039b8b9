import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { onUserChange } from '../session.js';
import { isUndoKey, UNDO_MS, type UndoPlace, UndoStack } from './undo-stack.js';
import { useSecondsUntil } from './use-seconds-until.js';

const stack = new UndoStack((delayMs, task) => {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
});

// At a shared desk, the next person must not take back what this one did.
onUserChange(() => stack.clear());

const TEXT_FIELD = 'input, textarea, select, [contenteditable="true"]';

document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof Element && event.target.matches(TEXT_FIELD);
  if (isUndoKey(event, isTyping) && stack.undo()) event.preventDefault();
});

/** The offer to take a change back, from the beginning of its write. */
export interface UndoOffer {
  /** The change was made: offers it for ten seconds, by a click or Ctrl+Z. */
  readonly show: (title: string, undo: () => void) => void;
  /** The change was not made. Without effect after `show`. */
  readonly release: () => void;
}

/** Begins a change. Ctrl+Z takes it back already, as soon as it was made. */
export function reserveUndo(): UndoOffer {
  const { fill, release } = stack.reserve();
  return { release, show: (title, undo) => show(fill, title, undo) };
}

function show(fill: UndoPlace['fill'], title: string, undo: () => void): void {
  const id = `undo-${crypto.randomUUID()}`;
  if (!fill({ id, undo, onEnd: () => notifications.hide(id) })) return;
  notifications.show({
    id,
    title,
    message: <UndoMessage until={Date.now() + UNDO_MS} onUndo={() => stack.undo(id)} />,
    role: 'status',
    // It has ten seconds, so other toasts wait; the newest comes first, as for Ctrl+Z.
    priority: Date.now(),
    autoClose: false,
    withCloseButton: true,
  });
}

function UndoMessage({ until, onUndo }: { until: number; onUndo: () => void }) {
  const { t } = useTranslation('ui');
  const seconds = useSecondsUntil(until);
  return (
    <Group gap="sm" mt={4}>
      <Button size="xs" variant="light" onClick={onUndo} aria-keyshortcuts="Control+Z Meta+Z">
        {t('undo')}
      </Button>
      {/* Not announced each second. */}
      <Text span size="xs" c="dimmed" className="bh-money" aria-hidden>
        {t('undoSeconds', { seconds })}
      </Text>
    </Group>
  );
}
