import '../kit/tokens.css';
import '../kit/fonts.css';
import { consoleBridge } from '../bridge/index.js';
import { startConsole } from '../console/index.js';

const root = document.getElementById('root');
if (root === null) throw new Error('console.html has no #root');
void startConsole(consoleBridge(), root);
