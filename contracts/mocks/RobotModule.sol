// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {
    IERC7579Execution,
    IERC7579Module,
    IERC7579Validator,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title RobotModule
/// @notice Automation of a modular account: as validator it lets through whatever a robot's key signs, as executor it has the account execute whatever anybody wants.
contract RobotModule is IERC7579Validator {
    address private immutable ROBOT;

    constructor(address robot) {
        ROBOT = robot;
    }

    /// @notice Has an account execute something.
    function run(IERC7579Execution account, bytes32 mode, bytes calldata execution) external {
        account.executeFromExecutor(mode, execution);
    }

    /// @inheritdoc IERC7579Validator
    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash) external view returns (uint256) {
        return ECDSA.recover(userOpHash, userOp.signature) == ROBOT ? 0 : 1;
    }

    /// @inheritdoc IERC7579Module
    function onInstall(bytes calldata) external {}

    /// @inheritdoc IERC7579Module
    function onUninstall(bytes calldata) external {}

    /// @inheritdoc IERC7579Validator
    function isValidSignatureWithSender(address, bytes32, bytes calldata) external pure returns (bytes4) {
        return 0xffffffff;
    }

    /// @inheritdoc IERC7579Module
    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_VALIDATOR || moduleTypeId == MODULE_TYPE_EXECUTOR;
    }
}
