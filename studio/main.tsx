import './style/tokens.css';
import './style/base.css';
import { render } from 'preact';
import { followEvents } from './api/follow-events.ts';
import { App } from './app/app.tsx';
import { applyEvent } from './state/apply-event.ts';

const place = document.getElementById('studio');
if (place !== null) render(<App />, place);
followEvents(applyEvent);
