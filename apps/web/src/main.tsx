import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Root } from './app/root.js';
import { takeLinkToken } from './features/auth/link-token.js';
import { startLanguage } from './language/start.js';
import { session } from './session.js';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

// Before the router reads the address.
takeLinkToken();
session.start();
await startLanguage();

createRoot(root).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
