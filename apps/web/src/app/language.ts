/** The language and region in which the dashboard shows numbers, money and days, and reads what is typed. */
export const currentLocale = (): string => navigator.language;
