import { PASSWORD, tokenOf } from '../town.js';
import type { Fresh, Scenario } from './scenario.js';

const logIn: Fresh = async () => ({ json: { name: 'officer', password: PASSWORD } });

const session: Fresh = async ({ client }) => {
  const { token } = await client.get<{ token: string }>('logIn', { json: { name: 'leader', password: PASSWORD } });
  return { token };
};

export const sessionRequests: Readonly<Record<string, Fresh>> = { logIn, refreshSession: session, logOut: session };

export const sessionScenarios: Readonly<Record<string, Scenario>> = {
  'logIn credentials': ({ client }) => client.call('logIn', { json: { name: 'officer', password: 'not-the-one' } }),
  'logIn too-many-attempts': async ({ client }) => {
    const attempt = () => client.call('logIn', { json: { name: 'nobody-at-all', password: 'not-the-one' } });
    let answer = await attempt();
    for (let left = 50; left > 0 && answer.problem === 'credentials'; left -= 1) answer = await attempt();
    return answer;
  },
  'refreshSession not-refreshable': ({ client }) => client.call('refreshSession', { token: tokenOf('device') }),
  'logOut not-refreshable': ({ client }) => client.call('logOut', { token: tokenOf('device') }),
};
