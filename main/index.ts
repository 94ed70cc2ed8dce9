import { start } from './app/app.js';

start();
