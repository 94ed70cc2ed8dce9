import '../kit/fonts.css';
import '../kit/tokens.css';
import { showSafeNotice } from '../wall/safe-page.js';

const host = document.getElementById('safe');
if (host === null) throw new Error('safe.html has no #safe');
await showSafeNotice(host, location.search);
