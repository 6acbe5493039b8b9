import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { takeLinkToken } from './features/auth/link-token.js';
import { session } from './session.js';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

// Before the router reads the address.
takeLinkToken();
session.start();

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
