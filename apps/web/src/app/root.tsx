import './mantine-layers.css';
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/global.css';
import './page.css';
import { MantineProvider } from '@mantine/core';
import { Direction } from '../language/direction.js';
import { Entrance } from './entrance.js';
import { cssVariables, theme } from './theme.js';

export function Root() {
  return (
    <Direction>
      {/* It writes all variables itself, so the stylesheet with their defaults need not be loaded. */}
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        deduplicateCssVariables={false}
        defaultColorScheme="auto"
      >
        <Entrance />
      </MantineProvider>
    </Direction>
  );
}
