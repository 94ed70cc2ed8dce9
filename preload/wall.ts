import { contextBridge } from 'electron';
import { HubLine, windowBridge } from './window-bridge.js';

contextBridge.exposeInMainWorld('yilan', windowBridge('wall', new HubLine()));
