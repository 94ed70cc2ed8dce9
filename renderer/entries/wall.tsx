import { wallBridge } from '../bridge/index.js';
import '../kit/fonts.css';
import '../kit/tokens.css';
import { startWall } from '../wall/index.js';

const host = document.getElementById('wall');
if (host === null) throw new Error('wall.html has no #wall');
await startWall(host, wallBridge());
