import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyPreferences } from './preferences.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/pages.css';
import './styles/account.css';
import './styles/officer.css';

applyPreferences();
const place = document.getElementById('portal');
if (place) createRoot(place).render(<App />);
