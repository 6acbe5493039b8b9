import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import { i18n } from '../language/messages.js';

/** Bottle green, the primary colour. */
const livery: MantineColorsTuple = [
  '#eef7f4',
  '#dcebe6',
  '#b5d6cb',
  '#8bc0af',
  '#69ae98',
  '#52a289',
  '#2f8870',
  '#1d705b',
  '#125a49',
  '#0a4437',
];

/** The colour of the bell. For icons and highlights, never for text on white. */
const brass: MantineColorsTuple = [
  '#fdf7ea',
  '#f6ebd2',
  '#ecd6a5',
  '#e3c07a',
  '#dbae56',
  '#d29f3b',
  '#b98527',
  '#96691a',
  '#744f12',
  '#54380b',
];

/** Neutrals with a green tint, so that dark surfaces match the primary colour. */
const dark: MantineColorsTuple = [
  '#d3dad8',
  '#b3bdba',
  '#93a09c',
  '#65726e',
  '#3f4a47',
  '#2f3936',
  '#252d2b',
  '#1a211f',
  '#141a18',
  '#0d1211',
];

const gray: MantineColorsTuple = [
  '#f8f8f5',
  '#f1f1ec',
  '#e7e8e2',
  '#dadcd5',
  '#c5c9c2',
  '#a3aaa4',
  '#7d867f',
  '#5c655f',
  '#3e4642',
  '#262c29',
];

const sans =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI Variable Text', 'Segoe UI', Inter, Roboto, 'Helvetica Neue', Arial, sans-serif";

const DIALOG_TITLE = { fontSize: '1.125rem', fontWeight: 650 };

export const theme = createTheme({
  colors: { livery, brass, dark, gray },
  primaryColor: 'livery',
  primaryShade: { light: 7, dark: 7 },
  white: '#ffffff',
  black: '#1b2421',
  fontFamily: sans,
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  headings: {
    fontFamily: sans,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '18px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { styles: { label: { fontWeight: 600 } } },
    Paper: {
      defaultProps: { radius: 'lg' },
      // What the content of a page lies on: `<Paper variant="surface">`.
      styles: (_: unknown, { variant }: { variant?: string }) =>
        variant === 'surface' ? { root: { border: '1px solid var(--bh-line)', background: 'var(--bh-surface)' } } : {},
    },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'lg',
        padding: 'lg',
        // Not blurred: without a graphics card, each key typed in a dialog blurred the page anew.
        overlayProps: { backgroundOpacity: 0.5 },
        // To hide it sets a variable on the body, for which the style of everything on the page is computed again.
        removeScrollProps: { removeScrollBar: false },
      },
      styles: { title: DIALOG_TITLE },
    },
    Drawer: { styles: { title: DIALOG_TITLE } },
    // Long words take a second row instead of being cut.
    SegmentedControl: { styles: { root: { flexWrap: 'wrap' } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: true } } },
    // A cross has no name of its own. Asked at each rendering, for the language of that moment.
    CloseButton: { defaultProps: () => ({ 'aria-label': i18n.t('ui:close') }) },
    // The title of a dialog is not a banner landmark.
    ModalHeader: { defaultProps: { component: 'div' } },
    // Inside `main`: elsewhere it would be outside every landmark region.
    Menu: {
      defaultProps: {
        shadow: 'md',
        position: 'bottom-end',
        withInitialFocusPlaceholder: false,
        portalProps: { target: '#floating' },
      },
    },
    Badge: { styles: { root: { textTransform: 'none', fontWeight: 600, letterSpacing: 0 } } },
    Notification: { styles: { description: { color: 'var(--mantine-color-dimmed)' } } },
    Select: { defaultProps: { comboboxProps: { shadow: 'md' } } },
  },
});

/** Surfaces: the canvas, the cards on it, and the navigation, which is dark in both colour schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--bh-livery': '#10302b',
    '--bh-livery-raised': '#1b443d',
    '--bh-livery-text': '#d5e5df',
    '--bh-brass': '#e0b872',
  },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#5c655f',
    '--mantine-color-placeholder': '#717a74',
    '--mantine-color-default-border': '#dadcd5',
    '--mantine-color-error': '#c22f2f',
    '--bh-canvas': '#f6f6f2',
    '--bh-surface': '#ffffff',
    '--bh-sunken': '#efefe9',
    '--bh-line': '#e5e6e0',
    '--bh-arrived': '#fbf0d6',
    '--bh-gain': '#1d705b',
    '--bh-loss': '#b3372f',
    '--bh-revenue': '#2f8870',
    '--bh-expense': '#c58f2c',
  },
  dark: {
    '--mantine-color-body': '#1a211f',
    '--mantine-color-dimmed': '#9daaa6',
    '--mantine-color-placeholder': '#84918d',
    '--mantine-color-default-border': '#36413e',
    '--bh-livery': '#0b1c19',
    '--bh-livery-raised': '#16352f',
    '--mantine-color-error': '#ff9289',
    '--bh-canvas': '#121716',
    '--bh-surface': '#1a211f',
    '--bh-sunken': '#161c1a',
    '--bh-line': '#2a3330',
    '--bh-arrived': '#3a3220',
    '--bh-gain': '#6cc4a8',
    '--bh-loss': '#f08a80',
    '--bh-revenue': '#52a289',
    '--bh-expense': '#dbae56',
    // Mantine's light variants are darker than these surfaces.
    '--mantine-color-gray-light': '#29322f',
    '--mantine-color-gray-light-color': '#b3bdba',
    '--mantine-color-livery-light': '#1d3a33',
    '--mantine-color-livery-light-hover': '#23463e',
    '--mantine-color-livery-light-color': '#9fd0c0',
    '--mantine-color-red-light': '#43211f',
    '--mantine-color-red-light-hover': '#4e2624',
    '--mantine-color-red-light-color': '#ffa8a0',
    '--mantine-color-brass-light': '#3a3220',
    '--mantine-color-brass-light-color': '#ecd6a5',
  },
});
