import type { SearchResult } from '@bellhop/hotel';
import { IconBuilding, IconFile, type Icon } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { sideBySide } from '../../language/numbers.js';
import type { DomainPage } from '../../pages/domains.js';
import { usePageLabel } from '../../pages/page-label.js';
import { useUser } from '../../session.js';
import { useAtMinute } from '../../ui/minutes.js';
import { ago } from '../../ui/moments.js';
import { useProperties } from '../properties/use-properties.js';
import type { EntryGroup } from './entries.js';
import { pageOfKind } from './pages-of-kinds.js';
import { rowFormFor } from '../unsaved/row-forms.js';

const MINUTE_MS = 60_000;
const NAMED_KINDS = ['task', 'revenue', 'expense', 'user', 'property'] as const;

/** Groups found rows by kind, with their property and age; choosing one opens it on its page. */
export function useRowEntries(rows: readonly SearchResult[]): readonly EntryGroup[] {
  const { t } = useTranslation('overlay');
  const { role } = useUser();
  const { byId, select } = useProperties();
  const labelOf = usePageLabel();
  const navigate = useNavigate();

  const nameOf = (kind: string, page: DomainPage | undefined): string => {
    const known = NAMED_KINDS.find((name) => name === kind);
    return known ? t(`search.kinds.${known}`) : page ? labelOf(page) : kind;
  };
  const open = ({ kind, rowId, propertyId }: SearchResult, page: DomainPage | undefined) => {
    // Whoever may not change a property wants to work in it.
    if (kind === 'property' && !rowFormFor(kind, role)) return select(rowId);
    void navigate({
      to: page?.path ?? '.',
      search: ({ property }) => ({
        // A row of another property would not be in the list behind it.
        ...(property !== undefined && (propertyId ?? property) === property && { property }),
        // Colleagues have neither a form nor a history for everyone.
        ...((kind !== 'user' || rowFormFor(kind, role)) && { row: `${kind}:${rowId}` }),
      }),
    });
  };
  const iconOf = (kind: string, page: DomainPage | undefined): Icon =>
    page?.icon ?? (kind === 'property' ? IconBuilding : IconFile);

  const now = Number(useAtMinute((at) => String(Math.floor(at / MINUTE_MS)))) * MINUTE_MS;
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const page = pageOfKind(kind, role);
    if (!page && kind !== 'property') return [];
    const entries = rows
      .filter((row) => row.kind === kind)
      .map((row) => {
        const place = kind === 'property' ? undefined : byId.get(row.propertyId ?? '')?.name;
        return {
          id: `${kind} ${row.rowId}`,
          icon: iconOf(kind, page),
          title: row.title ?? nameOf(kind, page),
          detail: sideBySide([place, ago(row.at, now)]),
          ...(row.found && { found: row.found.text }),
          choose: () => open(row, page),
        };
      });
    return [{ name: nameOf(kind, page), entries }];
  });
}
