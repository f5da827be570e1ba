import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connectKiosk } from './kiosk-client.ts';
import './styles/index.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
createRoot(root).render(<App client={connectKiosk()} />);
