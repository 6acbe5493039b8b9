import { isLanguage, LANGUAGE_NAMES, LANGUAGES } from '@bellhop/hotel';
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../language/locale.js';
import { chooseBrowserLanguage } from '../../language/start.js';

const OPTIONS = LANGUAGES.map((language) => ({ value: language, label: LANGUAGE_NAMES[language] }));

/** The language of this browser, for somebody who is not signed in. */
export function LanguageChoice() {
  const { t } = useTranslation('auth');
  return (
    <NativeSelect
      aria-label={t('language')}
      variant="unstyled"
      size="xs"
      mx="auto"
      data={OPTIONS}
      value={useLanguage()}
      onChange={({ currentTarget: { value } }) => {
        if (isLanguage(value)) chooseBrowserLanguage(value);
      }}
    />
  );
}
