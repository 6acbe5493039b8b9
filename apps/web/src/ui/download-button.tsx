import type { Problem } from '@bellhop/protocol';
import { RefusedError, UnreachableError } from '@bellhop/react';
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { session } from '../session.js';
import { notifyError } from './notify-error.js';

/** How long a file is kept for the browser to save it, in milliseconds. */
const KEPT_MS = 60_000;

export interface DownloadButtonProps {
  readonly label: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | undefined>>;
  readonly fileName: string;
  /** Title of the error. */
  readonly failed: string;
  readonly disabled?: boolean;
}

/** Downloads a file that the server writes from what is filtered. */
export function DownloadButton({ label, path, query, fileName, failed, disabled = false }: DownloadButtonProps) {
  const [isBusy, setIsBusy] = useState(false);
  const download = async () => {
    setIsBusy(true);
    try {
      save(await read(path, query), fileName);
    } catch (error) {
      notifyError(failed, error as Error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={17} aria-hidden />}
      loading={isBusy}
      disabled={disabled}
      onClick={() => void download()}
    >
      {label}
    </Button>
  );
}

async function read(path: string, query: DownloadButtonProps['query']): Promise<Blob> {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  try {
    const response = await session.authorizedFetch(`${path}?${new URLSearchParams(given).toString()}`, {});
    if (!response.ok) throw new RefusedError((await response.json()) as Problem);
    return await response.blob();
  } catch (cause) {
    // No response, one that broke off, or a proxy's own.
    throw cause instanceof RefusedError ? cause : new UnreachableError({ cause });
  }
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Safari reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
