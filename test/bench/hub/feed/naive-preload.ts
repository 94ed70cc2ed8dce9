import { contextBridge, ipcRenderer } from 'electron';
import type { Row } from './state.js';

contextBridge.exposeInMainWorld('naive', {
  onRow: (listener: (row: Row) => void) => {
    ipcRenderer.on('row', (_event, row: Row) => {
      listener(row);
    });
  },
});
