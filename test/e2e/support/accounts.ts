/** Who the test backends of the halls know. */
export const CITY = '500000';

export const OFFICER = { name: 'duty-officer', password: 'patrol-the-river' } as const;

/** The hall's own. */
export const DEVICE_TOKEN = 'hall-500000-device-token-for-tests';

export const ACCOUNTS = [
  { ...OFFICER, roles: ['officer' as const], tier: CITY },
  { name: 'hall-500000', token: DEVICE_TOKEN, roles: ['device' as const], tier: CITY },
];
