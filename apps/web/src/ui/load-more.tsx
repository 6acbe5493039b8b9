import { Button, Center, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface LoadMoreProps {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** A button that loads the next page of a list. Takes the result of `useLiveQuery`. */
export function LoadMore({ hasNextPage, isFetchingNextPage, fetchNextPage }: LoadMoreProps) {
  const { t } = useTranslation('ui');
  if (!hasNextPage) return null;
  return (
    <Center py="md">
      <Text className="bh-paper-only" size="sm">
        {t('moreNotPrinted')}
      </Text>
      <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {t('showMore')}
      </Button>
    </Center>
  );
}
