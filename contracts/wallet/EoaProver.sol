// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ChainProof} from "../kernel/ChainProof.sol";
import {NonceProver} from "./NonceProver.sol";

/// @title Prover of ordinary accounts
/// @notice The life and the silence of accounts that have a key and no code; see {IEoaProver}. Their assets move by approvals to the plan executor.
contract EoaProver is NonceProver {
    /// None at all.
    function _isAllowed(bytes32 codeHash) internal pure override returns (bool) {
        return codeHash == ChainProof.NO_CODE || codeHash == 0;
    }

    function _refusal() internal pure override returns (string memory reason) {
        return "the account has code, so its nonce doesn't tell of its owner";
    }

    /// Nothing but the allowances that it gave.
    function _holder(address) internal pure override returns (address holder) {
        return address(0);
    }

    /// There is no code that could keep any.
    function _lifeInside(address) internal pure override returns (uint48 lastLife) {
        return 0;
    }

    /// Without code, whatever it calls was signed by its key.
    function _isActInside(address) internal pure override returns (bool) {
        return true;
    }
}
