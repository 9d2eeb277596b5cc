export { JUDGES as judges } from '../../../src/s3/checks/judges.ts';
