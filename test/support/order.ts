import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that start the product or a browser: short to read, and long to run. */
const isLong = ({ moduleId }: TestSpecification) =>
  /\/(?:browser|launch)\/|-pages\.|-product\.|-faults\./u.test(moduleId);

/**
 * Long files and short ones in turns until the long ones are through. Vitest begins with the largest, and would end with one worker in a
 * story of a minute while the others have nothing left.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line no-array-sort -- not the method of an array
    const sorted = await super.sort(files);
    const long = sorted.filter(isLong);
    const short = sorted.filter((file) => !isLong(file));
    return sorted.flatMap((_, turn) => [long[turn], short[turn]].filter((file) => file !== undefined));
  }
}
