/** The messages of the page: `i18n.t('ui:tryAgain')` outside components, `useTranslation('ui')` inside. */
export { default as i18n } from 'i18next';
