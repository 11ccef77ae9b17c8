import { Command } from 'commander';
import { withAction } from '../define-command.ts';

interface Flags {
  readonly base?: string;
}

export const chartLint = (): Command =>
  withAction(
    new Command('lint')
      .description("Checks the application's chart with the values of every environment")
      .option('--base <ref>', 'also check that the version was raised if the chart changed since'),
    async (context, { base }: Flags) => {
      const { lintChart } = await import('../../chart/lint/lint.ts');
      return lintChart(await context.checkout(), await context.pipeline(), base);
    },
  );
