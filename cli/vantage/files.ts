/** The directory of a vantage: everything that its host needs, and nothing that is nobody's business there. */
import { generatedHeader } from '../../alerts/rules/generatedHeader.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { regionOfVantage } from '../../collector/config/graph.ts';
import { vantageFile } from '../../collector/config/vantageFile.ts';
import { CommandError } from '../io.ts';
import type { Files } from '../tree.ts';
import { agentConfig } from './agent.ts';
import { vantageReadme } from './readme.ts';

/**
 * `text`: the fleet.yaml that `fleet` was loaded from.
 * @throws CommandError when there is no such vantage, or nothing to measure where it is
 */
export const vantageFiles = (text: string, fleet: Fleet, vantage: string): Files => {
  const names = fleet.vantages.map(({ name }) => name);
  if (!names.includes(vantage)) {
    const expected = names.length > 0 ? `one of ${names.join(', ')}` : 'a name under vantages, which is empty';
    throw new CommandError(`--vantage: found ${JSON.stringify(vantage)}, expected ${expected}`, 2);
  }
  const region = regionOfVantage(fleet, vantage);
  if (!fleet.edges.some((edge) => Object.hasOwn(edge.regions, region))) {
    throw new CommandError(`--vantage: no edge serves region ${region}, so that ${vantage} has nothing to measure`, 2);
  }
  const { text: fleetYaml, variables } = vantageFile(text, fleet, vantage);
  const agent = agentConfig(fleet, vantage);
  return new Map([
    ['fleet.yaml', generatedHeader + fleetYaml],
    ...(agent === undefined ? [] : [['prometheus-agent.yml', agent] as const]),
    ['README.md', vantageReadme(fleet, vantage, variables, agent !== undefined)],
  ]);
};
