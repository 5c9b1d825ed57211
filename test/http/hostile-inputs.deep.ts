// A thousand inputs for each procedure and role.
import './hostile-inputs.test.ts';
