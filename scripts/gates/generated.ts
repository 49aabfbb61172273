// Holds what is generated from the build to the build: what is deployed (generated/), what tests and the package create and call (types/).
// Reads what the last build left and builds nothing, since a build would mend what is to be found.
import { conclude, root } from "./gate.ts";
import { generatedFaults } from "./compare-generated.ts";

const { faults, compared } = generatedFaults(root);
conclude("generated", faults, `${compared} generated files hold the code and the ABI of the build`);
