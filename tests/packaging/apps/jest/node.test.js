/** @jest-environment node */
import { signs } from "./signs.js";

test("it signs a File under node", signs, 30_000);
