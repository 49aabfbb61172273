import { readLien, vehicleLabel } from "../../../src/vehicle/index.ts";
import { fail } from "../../support/failure.ts";
import type { VehicleSession } from "./session.ts";

/** Refuses what is done about a lien where there is none that is in force or has ended. */
